"""How a conversation moves: pure functions from what was said to a `Turn`.

`engine` has the order of the steps. Below it, each step may use only what stands further down:
danger (`danger`, `passing_on`, `below_card`, `safety`), a person of the office (`handoff`), what
the words mean outside of any form (`meaning`, `menu`, `wishes`, `hardship`), what was `sent`
already, `forms` and `answering`. `moment` and `turn` are what every step gets and gives.
"""
