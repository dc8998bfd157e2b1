#include "ui/transfer/TransferText.h"

#include "core/record/RecordTypes.h"
#include "core/transfer/ColumnPlan.h"
#include "ui/base/Text.h"

#include <QCoreApplication>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

QString trTransfer(const char *text)
{
    return QCoreApplication::translate("Transfer", text);
}

Choice named(std::string_view name)
{
    return {displayLine(name, 80), toQString(name)};
}

Choice systemChoice(const char *name)
{
    return {trTransfer("%1 (of the system)").arg(QString::fromLatin1(name)),
            QString::fromLatin1(name)};
}

} // namespace

QString outcomeText(RowOutcome outcome)
{
    switch (outcome) {
    case RowOutcome::Created:
        return trTransfer("new");
    case RowOutcome::Updated:
        return trTransfer("changed");
    case RowOutcome::Unchanged:
        return trTransfer("unchanged");
    case RowOutcome::Failed:
        break;
    }
    return trTransfer("failed");
}

QString importCountsText(const IngestCounts &counts)
{
    QStringList parts;
    const auto add = [&parts](std::int64_t count, const QString &what) {
        if (count > 0)
            parts.append(countText(count) + u' ' + what);
    };
    add(counts.created, outcomeText(RowOutcome::Created));
    add(counts.updated, outcomeText(RowOutcome::Updated));
    add(counts.unchanged, outcomeText(RowOutcome::Unchanged));
    add(counts.failed, outcomeText(RowOutcome::Failed));
    return parts.isEmpty() ? trTransfer("no rows") : parts.join(u" · "_s);
}

Choices fieldChoices(const ModelDef &model)
{
    Choices choices{{trTransfer("(left out)"), QString()}};
    for (const FieldDef &field : model.fields) {
        if (field.isStored())
            choices.append(named(field.name));
    }
    for (const char *system : {"id", "createdAt", "updatedAt"})
        choices.append(systemChoice(system));
    if (!model.source.connection.empty())
        choices.append(systemChoice("remoteId"));
    return choices;
}

Choices matchChoices(const ModelDef *related)
{
    Choices choices{{trTransfer("its id"), u"id"_s}, {trTransfer("its remote id"), u"remoteId"_s}};
    if (related == nullptr)
        return choices;
    for (const FieldDef &field : related->fields) {
        if (canBeKey(field))
            choices.append(
                {trTransfer("its %1").arg(displayLine(field.name, 80)), toQString(field.name)});
    }
    return choices;
}

Choices keyChoices(const ModelDef &model)
{
    Choices choices{{trTransfer("nothing: every row is new"), QString()}};
    for (const FieldDef &field : model.fields) {
        if (canBeKey(field) && field.unique)
            choices.append(named(field.name));
    }
    choices.append(systemChoice("id"));
    if (!model.source.connection.empty())
        choices.append(systemChoice("remoteId"));
    for (const FieldDef &field : model.fields) {
        if (canBeKey(field) && !field.unique)
            choices.append(named(field.name));
    }
    return choices;
}

QString sizeText(std::int64_t bytes)
{
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat);
}

} // namespace syncline::ui
