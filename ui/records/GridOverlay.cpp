#include "ui/records/GridOverlay.h"

#include "ui/base/Text.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("GridOverlay", text);
}

QString shownValue(const Value &value, const FieldDef &field)
{
    if (value.isNull())
        return tr("not set");
    if (value.isString() && value.asString().empty())
        return tr("empty text");
    return valueText(value, &field);
}

} // namespace

GridOverlay::Cell GridOverlay::cell(const RecordRow &row, const GridColumn &column) const
{
    Cell cell{.value = GridColumns::valueOf(row, column), .mark = Mark::None};
    const PendingPtr record = find(row);
    if (column.isSystem || !record || !record->fields.contains(column.field.name))
        return cell;
    cell.value = record->fields.at(column.field.name);
    const bool isFailed = record->theirs || !record->problemOf(column.field.name).isEmpty();
    cell.mark = isFailed ? Mark::Failed : Mark::Changed;
    return cell;
}

GridOverlay::Row GridOverlay::row(const RecordRow &row) const
{
    const PendingPtr record = find(row);
    if (!record)
        return {};
    return {.isNew = record->kind == RecordEdit::Kind::Create,
            .isDeleted = record->kind == RecordEdit::Kind::Delete,
            .isFailed = record->error.has_value()};
}

QString GridOverlay::note(const RecordRow &row, const GridColumn &column) const
{
    const PendingPtr record = find(row);
    if (!record)
        return {};
    QStringList lines;
    const std::string &field = column.field.name;
    if (record->kind == RecordEdit::Kind::Delete)
        lines += tr("Will be deleted.");
    else if (record->kind == RecordEdit::Kind::Create)
        lines += tr("A new record, not made yet.");
    else if (record->fields.contains(field))
        lines += tr("Was: %1").arg(shownValue(record->base.fields.at(field), column.field));
    if (record->theirs && record->fields.contains(field))
        lines += tr("Now, by somebody else: %1")
                     .arg(shownValue(record->theirs->fields.at(field), column.field));
    if (const QString problem = record->problemOf(field); !problem.isEmpty())
        lines += problem;
    else if (record->error)
        lines += errorText(*record->error);
    return lines.join(u'\n');
}

RecordRow GridOverlay::shown(const RecordRow &row) const
{
    const PendingPtr record = find(row);
    if (!record)
        return row;
    RecordRow shown = row;
    for (const auto &[name, value] : record->fields)
        shown.fields.set(name, value);
    return shown;
}

} // namespace syncline::ui
