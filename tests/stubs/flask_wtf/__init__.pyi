# Types of what we use of Flask-WTF, which ships none.
