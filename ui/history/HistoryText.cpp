#include "ui/history/HistoryText.h"

#include "ui/base/Text.h"
#include "ui/shell/RunText.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

constexpr std::size_t historyFieldsNamed = 3;
constexpr qsizetype historyValueLength = 80;

QString trHistory(const char *text)
{
    return QCoreApplication::translate("History", text);
}

QString wholeHistoryValue(const Value &value, const FieldDef *field)
{
    if (value.isNull())
        return u"–"_s;
    const bool isReference = field != nullptr && field->isReference();
    if (isReference && value.isObject() && value.asObject().contains("remoteId"))
        return trHistory("%1 at the source").arg(valueText(value["remoteId"]));
    const QString text = valueText(value, field);
    return text.isEmpty() ? u"\"\""_s : text;
}

/** Both read "set": that it is another says more. */
bool isSecretSetAnew(const HistoryChange &change, const FieldDef *field)
{
    return field != nullptr && field->isSecret() && !change.before.isNull() &&
           !change.after.isNull();
}

QString asHistorySentence(QString sentence)
{
    return sentence.endsWith(u'.') ? sentence : sentence + u'.';
}

} // namespace

QString entryTitle(const HistoryEntry &entry)
{
    switch (entry.kind) {
    case HistoryEntry::Kind::Created:
        return trHistory("Created");
    case HistoryEntry::Kind::Deleted:
        return trHistory("Deleted");
    case HistoryEntry::Kind::Restored:
        return trHistory("Came back");
    case HistoryEntry::Kind::Changed:
        break;
    }
    QStringList names;
    for (const HistoryChange &change : entry.changes) {
        if (static_cast<std::size_t>(names.size()) == historyFieldsNamed)
            break;
        names.append(displayLine(change.name, 40));
    }
    const std::size_t more = entry.changes.size() - static_cast<std::size_t>(names.size());
    if (more > 0)
        return trHistory("%1 and %2 more changed")
            .arg(names.join(u", "_s), countText(static_cast<std::int64_t>(more)));
    return trHistory("%1 changed").arg(names.join(u", "_s));
}

QString byText(const std::map<std::int64_t, RunInfo> &runs, RunId run)
{
    if (run == noRun)
        return trHistory("by no run that is known");
    const QString id = trHistory("run %1").arg(toQString(toText(run)));
    const auto found = runs.find(raw(run));
    if (found == runs.end())
        return id;
    const QString who = displayLine(found->second.trigger.at("type").stringOr(), 40);
    const QString what = runTitle(found->second);
    return (who.isEmpty() ? what : trHistory("%1 (%2)").arg(what, who)) + u" · "_s + id;
}

QString historyValueText(const Value &value, const FieldDef *field)
{
    const QString text = wholeHistoryValue(value, field);
    return text.size() > historyValueLength ? text.left(historyValueLength) + u"…"_s : text;
}

QString historyValueToolTip(const Value &value, const FieldDef *field)
{
    return plainToolTip(wholeHistoryValue(value, field));
}

QString changeText(HistoryEntry::Kind kind, const HistoryChange &change, const FieldDef *field)
{
    const QString name = fieldText(change);
    const QString before = historyValueText(change.before, field);
    const QString after = historyValueText(change.after, field);
    if (kind == HistoryEntry::Kind::Deleted)
        return trHistory("%1: %2").arg(name, before);
    if (kind == HistoryEntry::Kind::Restored)
        return trHistory("%1: %2").arg(name, after);
    if (isSecretSetAnew(change, field))
        return trHistory("%1: set anew").arg(name);
    return trHistory("%1: %2 → %3").arg(name, before, after);
}

QString fittedChangeText(HistoryEntry::Kind kind, const HistoryChange &change,
                         const FieldDef *field, const QFontMetrics &metrics, int width)
{
    const QString whole = changeText(kind, change, field);
    const bool hasBoth = kind == HistoryEntry::Kind::Changed && !isSecretSetAnew(change, field);
    if (metrics.horizontalAdvance(whole) <= width || !hasBoth)
        return metrics.elidedText(whole, Qt::ElideRight, width);
    const QString name = fieldText(change);
    const QString before = historyValueText(change.before, field);
    const QString after = historyValueText(change.after, field);
    const QString frame = trHistory("%1: %2 → %3");
    const int room =
        std::max(0, width - metrics.horizontalAdvance(frame.arg(name, QString(), QString())));
    const int ofBefore = std::min(metrics.horizontalAdvance(before),
                                  std::max(room / 2, room - metrics.horizontalAdvance(after)));
    return frame.arg(name, metrics.elidedText(before, Qt::ElideRight, ofBefore),
                     metrics.elidedText(after, Qt::ElideRight, room - ofBefore));
}

QString fieldText(const HistoryChange &change)
{
    const QString name = displayLine(change.name, 60);
    return change.isGone ? trHistory("%1 (gone)").arg(name) : name;
}

QString noteText(const RestoreNote &note)
{
    const QString text = displayLine(note.text);
    return asHistorySentence(note.field.empty() ? text : displayLine(note.field, 60) + u' ' + text);
}

QString outcomeText(const RestoreOutcome &outcome)
{
    QStringList sentences;
    if (outcome.run == noRun)
        sentences.append(trHistory("Nothing was restored."));
    else if (outcome.restored == 1)
        sentences.append(
            trHistory("1 record was restored (run %1).").arg(toQString(toText(outcome.run))));
    else
        sentences.append(trHistory("%1 records were restored (run %2).")
                             .arg(countText(outcome.restored), toQString(toText(outcome.run))));
    if (outcome.partly > 0)
        sentences.append(
            trHistory("Without some of their fields: %1.").arg(countText(outcome.partly)));
    if (outcome.refused > 0)
        sentences.append(trHistory("Could not come back: %1.").arg(countText(outcome.refused)));
    return sentences.join(u' ');
}

Banner::Kind outcomeKind(const RestoreOutcome &outcome)
{
    const bool isWhole = outcome.run != noRun && outcome.partly == 0 && outcome.refused == 0;
    return isWhole ? Banner::Kind::Info : Banner::Kind::Warning;
}

QString timeToolTip(DateTime time)
{
    return plainToolTip(timeText(time) + u"\n"_s + utcText(time));
}

} // namespace syncline::ui
