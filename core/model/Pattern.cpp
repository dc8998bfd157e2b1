#include "core/model/Pattern.h"

#include "core/base/TextSafe.h"

#include <QString>

namespace syncline {

namespace {

/** PCRE2 takes its limits from the head of the pattern; of several the lowest counts. */
const QString &limits()
{
    static const QString head =
        QStringLiteral("(*LIMIT_MATCH=%1)(*LIMIT_DEPTH=%2)(*LIMIT_HEAP=20000)")
            .arg(Pattern::maxSteps)
            .arg(Pattern::maxSteps / 10);
    return head;
}

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

Result<Pattern> Pattern::compile(std::string_view pattern)
{
    const Error bad("GGT_MISCONFIGURED_VALIDATION", "The pattern %1 is no regular expression: %2.");
    const std::string shown = text::displayLine(pattern, 80);
    Error wrong = bad;
    if (pattern.size() > maxSize) {
        wrong.args = {shown, "it is longer than " + std::to_string(maxSize) + " bytes"};
        return wrong;
    }
    QRegularExpression expression(limits() + toQString(pattern));
    if (!expression.isValid()) {
        const auto at = expression.patternErrorOffset() - limits().size();
        wrong.args = {shown, expression.errorString().toStdString() + " at character " +
                                 std::to_string(std::max<qsizetype>(at, 0) + 1)};
        return wrong;
    }
    expression.optimize();
    return Pattern(std::move(expression));
}

Pattern::Match Pattern::match(std::string_view text) const
{
    const QRegularExpressionMatch found = m_expression.match(toQString(text));
    if (!found.isValid())
        return Match::TooHard;
    return found.hasMatch() ? Match::Yes : Match::No;
}

} // namespace syncline
