"""STREET DOORS: where other programs come in, pytest among them; each loads the rest only when it is used."""
