"""Writes an orders file of a given number of lines, the same for the same number.

python3 generate.py OUT.csv [LINES]

Four in ten orders have one line, the others up to six; three in a hundred
orders have a return some days later under their own id, at the place where it
happened. Customers come in no order; a few buy often, most seldom.
"""

import datetime
import random
import sys


def main():
    out = sys.argv[1]
    lines = int(sys.argv[2]) if len(sys.argv) > 2 else 9_500_000
    dice = random.Random(14)
    customers = max(1, lines // 12)
    seconds = 3 * 365 * 86_400
    begin = datetime.datetime(2023, 1, 1)
    orders = max(1, lines * 10 // 24)
    days = [(begin + datetime.timedelta(days=day)).strftime("%Y-%m-%d") for day in range(3 * 365 + 60)]

    def instant(second):
        day, rest = divmod(second, 86_400)
        return f"{days[day]}T{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}Z"

    written, number, returns = 0, 0, []
    with open(out, "w", encoding="utf-8", newline="\n") as file:
        file.write("order_id,customer_id,placed_at,product_id,amount,currency\n")
        while written < lines:
            second = min(seconds - 1, number * seconds // orders)
            rows = []
            while returns and returns[0][0] <= second:
                rows.append(returns.pop(0)[1])
            customer = int(customers * dice.random() ** 2)
            at = instant(second)
            count = 1 if dice.random() < 0.4 else dice.randrange(2, 7)
            for _ in range(count):
                product = int(400 * dice.random() ** 2)
                cents = 100 + int(dice.random() ** 3 * 90_000)
                rows.append(f"O{number},C{customer},{at},P{product},{cents // 100}.{cents % 100:02},GBP\n")
            if dice.random() < 0.03:
                later = second + 86_400 * dice.randrange(1, 40)
                returned = f"O{number},C{customer},{instant(later)},P{product},-{cents // 100}.{cents % 100:02},GBP\n"
                returns.append((later, returned))
                returns.sort(key=lambda it: it[0])
            rows = rows[: lines - written]
            file.writelines(rows)
            written += len(rows)
            number += 1


main()
