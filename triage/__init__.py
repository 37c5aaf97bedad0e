"""What officers use: the board and its pages. The web part only; every rule and query lives in hotline/."""
