"""Mermaid itself, from npm: its parser under Node, and its pictures in a headless Chromium; never without a test."""
