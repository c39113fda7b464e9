"""What every app uses: no business word here."""
