"""Rules of notices: which kinds there are, when mail may leave, how long to try. Moments come in."""
