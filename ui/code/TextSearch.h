#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace syncline::ui {

/** What is looked for. */
struct SearchFor
{
    QString text;
    bool matchesCase = false;
    bool wholeWords = false;
    bool isExpression = false; ///< A regular expression, line by line at ^ and $.
};

/** A place in a UTF-8 text; bytes. Empty ones come from expressions such as "^". */
struct TextMatch
{
    qsizetype begin = 0;
    qsizetype end = 0;
    bool operator==(const TextMatch &) const = default;
};

struct SearchResult
{
    std::vector<TextMatch> matches;
    bool isCut = false; ///< There are more than searchedAtMost.
    QString error;      ///< The expression is none: why.
};

struct TextEdit
{
    TextMatch place;
    QByteArray text;
};

inline constexpr std::size_t searchedAtMost = 10'000;

[[nodiscard]] SearchResult searchText(const QByteArray &utf8, const SearchFor &wanted);
/**
 * What puts @p replacement in the place of every match, from the beginning to the end. In that of
 * an expression \1 (or $1) is what its first bracket matched, \n and \t are what they are in Lua.
 */
[[nodiscard]] std::vector<TextEdit> replacementsFor(const QByteArray &utf8, const SearchFor &wanted,
                                                    const QString &replacement);

} // namespace syncline::ui
