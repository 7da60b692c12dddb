"""``python -m corotrace`` is the command ``corotrace``."""

import sys

from corotrace.integrations.command import main

if __name__ == "__main__":
    sys.exit(main())
