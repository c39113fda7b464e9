"""``python -m halte``."""

import sys

from halte.cli import main

sys.exit(main())
