"""What runs by itself and when: the sweep, mail, morning summaries, frozen counts; and the page that shows lateness."""
