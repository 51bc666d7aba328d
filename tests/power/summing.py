"""Runs a module's tests and ends with one line that another program can read."""
import sys
import unittest


def main():
    """The line is what the tests left in main.line; a failure has no line of theirs."""
    good = unittest.main(module="__main__", verbosity=2, exit=False).result.wasSuccessful()
    print(main.line if good and main.line else "failed", flush=True)
    sys.exit(not good)


main.line = ""
