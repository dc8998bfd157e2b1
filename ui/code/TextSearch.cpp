#include "ui/code/TextSearch.h"

#include <QRegularExpression>

#include <functional>

namespace syncline::ui {

namespace {

QRegularExpression expressionOf(const SearchFor &wanted)
{
    QString pattern = wanted.isExpression ? wanted.text : QRegularExpression::escape(wanted.text);
    if (wanted.wholeWords)
        pattern = QStringLiteral("(?<![\\w])(?:") + pattern + QStringLiteral(")(?![\\w])");
    QRegularExpression::PatternOptions options =
        QRegularExpression::MultilineOption | QRegularExpression::UseUnicodePropertiesOption;
    if (!wanted.matchesCase)
        options |= QRegularExpression::CaseInsensitiveOption;
    return QRegularExpression(pattern, options);
}

/** Calls @p found for every match, with its place in bytes, until it says no. */
void forEachMatch(const QByteArray &utf8, const QRegularExpression &expression,
                  const std::function<bool(const QRegularExpressionMatch &, TextMatch)> &found)
{
    const QString text = QString::fromUtf8(utf8);
    const QStringView view = text;
    qsizetype unit = 0; // up to here the bytes are known
    qsizetype byte = 0;
    const auto byteAt = [&](qsizetype position) {
        byte += view.mid(unit, position - unit).toUtf8().size();
        unit = position;
        return byte;
    };
    QRegularExpressionMatchIterator matches = expression.globalMatch(text);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        TextMatch place;
        place.begin = byteAt(match.capturedStart());
        place.end = byteAt(match.capturedEnd());
        if (!found(match, place))
            return;
    }
}

QString expanded(const QString &replacement, const QRegularExpressionMatch &match)
{
    QString text;
    for (qsizetype i = 0; i < replacement.size(); ++i) {
        const QChar c = replacement.at(i);
        const QChar next = i + 1 < replacement.size() ? replacement.at(i + 1) : QChar();
        const bool isEscape = c == u'\\' || (c == u'$' && next.isDigit());
        if (!isEscape || next.isNull()) {
            text += c;
            continue;
        }
        ++i;
        if (next.isDigit())
            text += match.captured(next.digitValue());
        else if (next == u'n')
            text += u'\n';
        else if (next == u't')
            text += u'\t';
        else
            text += next;
    }
    return text;
}

} // namespace

SearchResult searchText(const QByteArray &utf8, const SearchFor &wanted)
{
    SearchResult result;
    if (wanted.text.isEmpty())
        return result;
    const QRegularExpression expression = expressionOf(wanted);
    if (!expression.isValid()) {
        result.error = expression.errorString();
        return result;
    }
    forEachMatch(utf8, expression, [&result](const QRegularExpressionMatch &, TextMatch place) {
        result.isCut = result.matches.size() == searchedAtMost;
        if (!result.isCut)
            result.matches.push_back(place);
        return !result.isCut;
    });
    return result;
}

std::vector<TextEdit> replacementsFor(const QByteArray &utf8, const SearchFor &wanted,
                                      const QString &replacement)
{
    std::vector<TextEdit> edits;
    const QRegularExpression expression = expressionOf(wanted);
    if (wanted.text.isEmpty() || !expression.isValid())
        return edits;
    forEachMatch(utf8, expression, [&](const QRegularExpressionMatch &match, TextMatch place) {
        const QString text = wanted.isExpression ? expanded(replacement, match) : replacement;
        edits.push_back({place, text.toUtf8()});
        return true;
    });
    return edits;
}

} // namespace syncline::ui
