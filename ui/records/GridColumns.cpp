#include "ui/records/GridColumns.h"

#include "ui/base/Text.h"

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

GridColumn systemColumn(const char *name, FieldType type, int width, bool isHidden)
{
    GridColumn column;
    column.field.name = name;
    column.field.type = type;
    column.field.integer = type == FieldType::Number;
    column.title = QString::fromLatin1(name);
    column.isSystem = true;
    column.width = width;
    column.isHiddenAtFirst = isHidden;
    return column;
}

int widthFor(const FieldDef &field)
{
    if (field.list)
        return 160;
    switch (field.type) {
    case FieldType::Number:
        return 100;
    case FieldType::Boolean:
        return 80;
    case FieldType::Date:
    case FieldType::Color:
        return 100;
    case FieldType::DateTime:
        return 150;
    case FieldType::Enum:
    case FieldType::BelongsTo:
    case FieldType::Union:
        return 120;
    case FieldType::Email:
    case FieldType::Url:
        return 200;
    default:
        return 180;
    }
}

} // namespace

GridColumns::GridColumns(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void GridColumns::setModel(const ModelDef &model)
{
    beginResetModel();
    m_columns.clear();
    m_columns.push_back(systemColumn("id", FieldType::Number, 80, false));
    for (const FieldDef &field : model.fields) {
        if (!field.hasValue())
            continue;
        GridColumn column;
        column.field = field;
        column.title = displayLine(field.name, 80);
        column.width = widthFor(field);
        m_columns.push_back(std::move(column));
    }
    if (model.source.localized)
        m_columns.push_back(systemColumn("_locale", FieldType::String, 80, false));
    m_columns.push_back(systemColumn("createdAt", FieldType::DateTime, 150, true));
    m_columns.push_back(systemColumn("updatedAt", FieldType::DateTime, 150, false));
    m_columns.push_back(systemColumn("remoteId", FieldType::String, 120, true));
    endResetModel();
}

int GridColumns::find(const QString &field) const
{
    for (int i = 0; i < count(); ++i) {
        if (toQString(column(i).field.name) == field)
            return i;
    }
    return -1;
}

Value GridColumns::valueOf(const RecordRow &row, const GridColumn &column)
{
    if (!column.isSystem)
        return row.fields.at(column.field.name);
    if (row.id < RecordId{}) // not made yet
        return {};
    if (column.field.name == "id")
        return Value(raw(row.id));
    if (column.field.name == "createdAt")
        return Value(row.createdAt);
    if (column.field.name == "updatedAt")
        return Value(row.updatedAt);
    if (column.field.name == "_locale")
        return row.locale.empty() ? Value() : Value(row.locale);
    return row.remoteId.empty() ? Value() : Value(row.remoteId);
}

bool GridColumns::isRightAligned(const GridColumn &column)
{
    return column.field.type == FieldType::Number && !column.field.list;
}

int GridColumns::rowCount(const QModelIndex & /*parent*/) const
{
    return 0;
}

int GridColumns::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant GridColumns::data(const QModelIndex & /*index*/, int /*role*/) const
{
    return {};
}

QVariant GridColumns::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= count())
        return {};
    const GridColumn &shown = column(section);
    if (role == Qt::DisplayRole)
        return shown.title;
    if (role == Qt::TextAlignmentRole)
        return int((isRightAligned(shown) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        QString tip = shown.title + u" — "_s + toQString(fieldTypeName(shown.field.type));
        if (!shown.field.comment.empty())
            tip += u"\n"_s + displayLine(shown.field.comment);
        return plainToolTip(tip);
    }
    return {};
}

} // namespace syncline::ui
