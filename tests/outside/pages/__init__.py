"""The pages in a real browser: accessibility by two engines, valid HTML, narrow screens, the keyboard alone."""
