//! The fixed words of the chapter about figures, in three languages.

words! {
    /// Words of the chapter that holds the figures of a KPI report against the
    /// targets. What stands in braces is put in.
    Measures {
        title: "Where we stand", "Где мы сейчас", "Unde ne aflăm";
        until: "Everything that happened up to {as_of}.", "Всё, что произошло до {as_of} включительно.", "Tot ce s-a întâmplat până la {as_of} inclusiv.";
        period: "From {from} to {to}, that day not included; as seen on {as_of}.", "С {from} по {to}, не включая этот день; по состоянию на {as_of}.", "De la {from} până la {to}, fără ziua aceea; așa cum se vede la {as_of}.";
        since: "From {from} on; as seen on {as_of}.", "Начиная с {from}; по состоянию на {as_of}.", "Începând cu {from}; așa cum se vede la {as_of}.";
        before: "Before {to}; as seen on {as_of}.", "До {to}, не включая этот день; по состоянию на {as_of}.", "Înainte de {to}; așa cum se vede la {as_of}.";
        weakness: "Where it is weak", "Где слабое место", "Unde este slab";
        weak: "The weak place is {part}: “{name}” is {value} and should be {bound}.", "Слабое место — {part}. «{name}»: {value}, а должно быть {bound}.", "Locul slab este {part}: „{name}” este {value} și ar trebui să fie {bound}.";
        weak_too: "{part}: “{name}” is {value} and should be {bound}.", "{part}. «{name}»: {value}, а должно быть {bound}.", "{part}: „{name}” este {value} și ar trebui să fie {bound}.";
        gain: " At the target there would be {gain} in the period, everything else as it is.", " При достижении цели за период было бы: {gain}, если остальное не изменится.", " La țintă ar fi {gain} în această perioadă, restul rămânând la fel.";
        more_money: "{money} more", "денег больше на {money}", "cu {money} mai mult";
        less_spent: "{money} less spent", "расходов меньше на {money}", "cheltuieli mai mici cu {money}";
        and: " and ", " и ", " și ";
        none_missed: "No figure misses its target.", "Все цели достигнуты.", "Nicio cifră nu ratează ținta.";
        none_judged: "No target could be held against a figure.", "Ни одну цель не удалось сравнить с показателем.", "Nicio țintă nu a putut fi comparată cu o cifră.";
        no_targets: "There are no targets to hold the figures against.", "Целей, с которыми можно сравнить показатели, нет.", "Nu există ținte cu care să comparăm cifrele.";
        attracting: "attracting", "привлечение", "atragerea";
        selling: "selling", "продажа", "vânzarea";
        retaining: "retaining", "удержание", "păstrarea";
        whole: "the whole process", "процесс в целом", "procesul în ansamblu";
        value: "Value", "Значение", "Valoarea";
        met_head: "Met?", "Достигнута?", "Atinsă?";
        met: "✓ met", "✓ да", "✓ da";
        missed: "✗ missed", "✗ нет", "✗ nu";
        not_judged: "not judged", "не оценена", "nejudecată";
        so_far: "{value} so far ({open} still open)", "{value} на сегодня (ещё открыто: {open})", "{value} până acum (încă deschise: {open})";
        undefined: "no value: {why}", "нет значения: {why}", "fără valoare: {why}";
        nothing_to_divide_by: "there is nothing to divide by", "не на что делить", "nu există la ce împărți";
        nothing_to_measure: "there is nothing to measure", "нечего измерять", "nu este nimic de măsurat";
        spend_without_customers: "there is spend, and no customer it was spent on", "есть расходы, но нет клиентов, на которых они пришлись", "există cheltuieli, dar niciun client pentru care s-au făcut";
        no_orders: "no orders are given", "заказы не указаны", "comenzile nu sunt date";
        no_costs: "no costs of it are given", "затраты не указаны", "costurile nu sunt date";
        no_stages: "no stage histories are given", "история этапов не указана", "istoricul etapelor nu este dat";
        several_currencies: "the amounts are in several currencies", "суммы в разных валютах", "sumele sunt în mai multe valute";
        costs_unknown: "order lines whose cost is not given: {count}", "строк заказов без указанных затрат: {count}", "linii de comandă fără cost dat: {count}";
        too_large: "the number is too large", "число слишком велико", "numărul este prea mare";
        no_such_figure: "the report has no such figure", "в отчёте нет такого показателя", "raportul nu are un astfel de indicator";
        other_unit: "the target is in another unit", "цель задана в других единицах", "ținta este în altă unitate";
        not_enough: "There is not enough data for this yet.", "Для этого пока мало данных.", "Încă nu sunt destule date pentru asta.";
        funnel: "How far they came", "Как далеко дошли", "Cât de departe au ajuns";
        funnel_intro: "Of those who came in the period: each step is a part of the one before.", "О тех, кто пришёл за период: каждый шаг — часть предыдущего.", "Despre cei veniți în această perioadă: fiecare pas este o parte din cel dinainte.";
        step: "Step", "Шаг", "Pasul";
        count: "How many", "Сколько", "Câți";
        of_previous: "Of the step before", "От предыдущего шага", "Din pasul dinainte";
        of_step: "{share} of the step before", "{share} от предыдущего шага", "{share} din pasul dinainte";
        of_step_open: "{share} of the step before so far ({open} still open)", "пока {share} от предыдущего шага (ещё открыто: {open})", "până acum {share} din pasul dinainte (încă deschise: {open})";
        leads: "Leads", "Лиды", "Leaduri";
        passed_filter: "Passed the filter", "Прошли фильтр", "Au trecut filtrul";
        deals: "Deals", "Сделки", "Tranzacții";
        won: "Won", "Выиграно", "Câștigate";
        customers: "Customers", "Клиенты", "Clienți";
        ordered_again: "Ordered again", "Заказали снова", "Au comandat din nou";
        cycle: "How long won deals took", "Сколько длились выигранные сделки", "Cât au durat tranzacțiile câștigate";
        cycle_intro: "Won deals: {count}, from opening to winning.", "Выигранных сделок: {count}, от открытия до победы.", "Tranzacții câștigate: {count}, de la deschidere la câștig.";
        days_from: "Days", "Дней", "Zile";
        bin: "{from} to below {to}", "от {from}, меньше {to}", "de la {from}, sub {to}";
        bin_open: "{from} and more", "{from} и больше", "{from} și mai mult";
        axis: "days from opening to winning; above each bar, how many deals", "дней от открытия до победы; над столбиком — число сделок", "zile de la deschidere la câștig; deasupra barei, numărul de tranzacții";
        axis_open: "days from opening to winning; the last bar has all from {from} days on", "дней от открытия до победы; в последнем столбике все от {from} дней", "zile de la deschidere la câștig; ultima bară are tot ce ține de la {from} zile";
        median: "half within {days}", "половина — за {days}", "jumătate în cel mult {days}";
        p90: "nine in ten within {days}", "девять из десяти — за {days}", "nouă din zece în cel mult {days}";
        mean: "mean {days}", "в среднем {days}", "media: {days}";
        ages: "What becomes of a deal", "Что становится со сделкой", "Ce se întâmplă cu o tranzacție";
        ages_intro: "Deals opened in the period: {count}, still open: {open}. Open ones count for as long as they have been watched.", "Сделок открыто за период: {count}, из них ещё открыто: {open}. Открытые учтены за то время, что за ними наблюдали.", "Tranzacții deschise în această perioadă: {count}, încă deschise: {open}. Acestea contează cât timp au fost urmărite.";
        half_closed: "Half are closed by the age of {days}.", "Половина закрывается к возрасту: {days}.", "Jumătate se închid până la vârsta de {days}.";
        half_open: "Fewer than half have been seen to close.", "Закрытие больше чем половины ещё не наблюдали.", "Încă nu s-a văzut închizându-se jumătate.";
        age: "Age", "Возраст", "Vârsta";
        lost: "Lost", "Проиграно", "Pierdute";
        abandoned: "Abandoned", "Брошено", "Abandonate";
        still_open: "Still open", "Ещё открыто", "Încă deschise";
        won_later: "Won later, if still open", "Победа позже, если ещё открыта", "Câștig mai târziu, dacă e încă deschisă";
        leads_won: "Leads that became customers", "Лиды, ставшие клиентами, по месяцам", "Leaduri devenite clienți";
        leads_won_intro: "Of the leads of each month, the share that has become customers by the end of each month after it.", "Из лидов каждого месяца — доля ставших клиентами к концу каждого следующего месяца.", "Din leadurile fiecărei luni, partea devenită clienți până la sfârșitul fiecărei luni următoare.";
        again: "Customers who order again", "Клиенты, которые заказывают снова", "Clienții care comandă din nou";
        again_intro: "Of the customers with their first order in each month, the share that ordered again in each month after it.", "Из клиентов с первым заказом в каждом месяце — доля заказавших снова в каждом следующем месяце.", "Din clienții cu prima comandă în fiecare lună, partea care a comandat din nou în fiecare lună următoare.";
        month: "Month", "Месяц", "Luna";
        size: "Began", "Начали", "Au început";
        months_since: "months since", "месяцев спустя", "luni de atunci";
        legend: "percent of those who began in the month", "процентов от начавших в этом месяце", "la sută din cei care au început în luna aceea";
        immature: "the month is not over: this can still rise", "месяц не кончился: может ещё вырасти", "luna nu s-a încheiat: mai poate crește";
        later: "Later months of the cohorts are left out: {count}.", "Более поздних месяцев не показано: {count}.", "Luni ulterioare care nu sunt arătate: {count}.";
        left_out: "Earlier months are left out: {count}.", "Более ранних месяцев не показано: {count}.", "Luni mai vechi care nu sunt arătate: {count}.";
    }
}
