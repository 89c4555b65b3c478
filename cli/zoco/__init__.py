"""The command line of Zoco: everything on one machine, up, seen and down."""
