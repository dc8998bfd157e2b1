#include "ui/palette/FuzzyMatch.h"

namespace syncline::ui {

namespace {

bool isWordStart(QStringView text, qsizetype at)
{
    if (at == 0)
        return true;
    const QChar before = text.at(at - 1);
    return !before.isLetterOrNumber() || (before.isLower() && text.at(at).isUpper());
}

} // namespace

int fuzzyScore(QStringView pattern, QStringView text)
{
    if (pattern.isEmpty())
        return 0;
    constexpr int found = 1;
    constexpr int wordStart = 8;
    constexpr int inARow = 5;
    constexpr int whole = 40;
    const qsizetype at = text.indexOf(pattern, 0, Qt::CaseInsensitive);
    int score = 0;
    if (at >= 0) {
        score = whole + static_cast<int>(pattern.size()) * (found + inARow) +
                (isWordStart(text, at) ? wordStart * 2 : 0) + (at == 0 ? wordStart : 0);
    } else {
        qsizetype from = 0;
        qsizetype last = -2;
        for (const QChar wanted : pattern) {
            const qsizetype here = text.indexOf(wanted, from, Qt::CaseInsensitive);
            if (here < 0)
                return -1;
            score +=
                found + (isWordStart(text, here) ? wordStart : 0) + (here == last + 1 ? inARow : 0);
            last = here;
            from = here + 1;
        }
    }
    return qMax(0, score * 4 - static_cast<int>(qMin(text.size(), qsizetype(100))) / 4);
}

} // namespace syncline::ui
