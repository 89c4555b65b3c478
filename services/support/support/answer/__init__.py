"""What agents say often: texts by language, with names in them that are filled in for each ticket."""
