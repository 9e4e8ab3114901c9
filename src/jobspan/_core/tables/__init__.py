"""Models as tables: which columns a class has, what they hold, and the cells of its rows. Knows no library of tables."""
