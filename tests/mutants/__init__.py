"""All texts that differ from a text in one place, to see who notices.

`changing.py` makes them, by operators. An operator looks at one node of the text's tree
and says what could stand in its place. `operators.py` has those for any Python,
`of_answers.py` those for the reference answers, and `mistakes.py` what students really
did. `tests/mutation.py` asks whether the checks notice a changed reference, and
`tests/grading/mutate_rooms.py` whether our tests notice a changed module.
"""
