#include "ui/schema/FieldTableModel.h"

#include "ui/base/Icons.h"
#include "ui/base/Text.h"

#include <QFont>
#include <QMimeData>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

FieldTableModel::FieldTableModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void FieldTableModel::setFields(const std::vector<FieldDef> &fields,
                                const std::vector<FieldDef> &before,
                                std::map<int, QString> problems, bool isEditable)
{
    const bool isSameSize = fields.size() == m_fields.size();
    std::vector<int> renamed; // told one by one, so that a name being typed in the table follows
    for (std::size_t i = 0; isSameSize && i < fields.size(); ++i) {
        if (fields[i].name != m_fields[i].name)
            renamed.push_back(static_cast<int>(i));
    }
    if (!isSameSize)
        beginResetModel();
    m_fields = fields;
    m_before = before;
    m_problems = std::move(problems);
    m_isEditable = isEditable;
    if (!isSameSize)
        endResetModel();
    else if (!fields.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    for (const int row : renamed)
        Q_EMIT dataChanged(index(row, NameColumn), index(row, NameColumn));
}

int FieldTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_fields.size());
}

int FieldTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

FieldTableModel::State FieldTableModel::state(const FieldDef &field) const
{
    const auto found = std::find_if(m_before.begin(), m_before.end(), [&](const FieldDef &before) {
        return field.storageKey.empty() ? before.storageKey.empty() && before.name == field.name
                                        : before.storageKey == field.storageKey;
    });
    if (found == m_before.end())
        return State::New;
    return *found == field ? State::Same : State::Changed;
}

QString FieldTableModel::text(const FieldDef &field, int column) const
{
    switch (column) {
    case NameColumn:
        return displayLine(field.name, 80);
    case TypeColumn:
        return fieldTypeText(field);
    case OwnerColumn:
        return displayLine(field.owner, 40);
    case CommentColumn:
        return displayLine(field.comment, 200);
    default:
        return {};
    }
}

QVariant FieldTableModel::checkState(const FieldDef &field, int column) const
{
    if (column == RequiredColumn && canBeRequired(field))
        return field.required ? Qt::Checked : Qt::Unchecked;
    if (column == UniqueColumn && canBeUnique(field))
        return field.unique ? Qt::Checked : Qt::Unchecked;
    return {};
}

QVariant FieldTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const FieldDef &field = m_fields[static_cast<std::size_t>(index.row())];
    const auto problem = m_problems.find(index.row());
    const bool isName = index.column() == NameColumn;
    switch (role) {
    case Qt::DisplayRole:
        return text(field, index.column());
    case Qt::EditRole:
        return isName ? toQString(field.name) : toQString(field.comment);
    case Qt::CheckStateRole:
        return checkState(field, index.column());
    case Qt::DecorationRole:
        if (isName && problem != m_problems.end())
            return themedIcon(u"problem"_s);
        return index.column() == OwnerColumn && !field.owner.empty()
                   ? QVariant(themedIcon(u"connection"_s))
                   : QVariant();
    case Qt::FontRole: {
        QFont font;
        font.setBold(isName && state(field) != State::Same);
        return font;
    }
    case Qt::ToolTipRole:
        if (problem != m_problems.end())
            return plainToolTip(problem->second);
        if (index.column() == OwnerColumn && !field.owner.empty())
            return plainToolTip(tr("Defined by the connection %1").arg(displayLine(field.owner)));
        return plainToolTip(text(field, index.column()));
    case Qt::AccessibleTextRole:
        if (index.column() == RequiredColumn)
            return field.required ? tr("required") : tr("not required");
        if (index.column() == UniqueColumn)
            return field.unique ? tr("unique") : tr("not unique");
        if (isName && problem != m_problems.end())
            return tr("%1: %2").arg(text(field, NameColumn), problem->second);
        return text(field, index.column());
    case ProblemRole:
        return problem == m_problems.end() ? QString() : problem->second;
    case StateRole:
        return static_cast<int>(state(field));
    default:
        return {};
    }
}

QVariant FieldTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::ToolTipRole && section == RequiredColumn)
        return tr("Every record must have a value");
    if (role == Qt::ToolTipRole && section == UniqueColumn)
        return tr("No two records may have the same value");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Field");
    case TypeColumn:
        return tr("Type");
    case RequiredColumn:
        return tr("Req.");
    case UniqueColumn:
        return tr("Uniq.");
    case OwnerColumn:
        return tr("From");
    case CommentColumn:
        return tr("Comment");
    default:
        return {};
    }
}

Qt::ItemFlags FieldTableModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return m_isEditable ? Qt::ItemIsDropEnabled : Qt::NoItemFlags;
    const FieldDef &field = m_fields[static_cast<std::size_t>(index.row())];
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (!m_isEditable)
        return flags;
    flags |= Qt::ItemIsDragEnabled;
    const bool isOwned = !field.owner.empty();
    switch (index.column()) {
    case NameColumn:
        return isOwned ? flags : flags | Qt::ItemIsEditable;
    case CommentColumn:
        return flags | Qt::ItemIsEditable;
    case RequiredColumn:
        return canBeRequired(field) && !isOwned ? flags | Qt::ItemIsUserCheckable : flags;
    case UniqueColumn:
        return canBeUnique(field) ? flags | Qt::ItemIsUserCheckable : flags;
    default:
        return flags;
    }
}

bool FieldTableModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const bool isOn = value.toInt() == Qt::Checked;
    if (role == Qt::CheckStateRole && index.column() == RequiredColumn)
        Q_EMIT requiredWished(index.row(), isOn);
    else if (role == Qt::CheckStateRole && index.column() == UniqueColumn)
        Q_EMIT uniqueWished(index.row(), isOn);
    else if (role == Qt::EditRole && index.column() == NameColumn)
        Q_EMIT renameWished(index.row(), value.toString().trimmed());
    else if (role == Qt::EditRole && index.column() == CommentColumn)
        Q_EMIT commentWished(index.row(), value.toString());
    else
        return false;
    return true;
}

QStringList FieldTableModel::mimeTypes() const
{
    return {QString::fromLatin1(mimeType)};
}

QMimeData *FieldTableModel::mimeData(const QModelIndexList &indexes) const
{
    auto *data = new QMimeData;
    if (!indexes.isEmpty())
        data->setData(QString::fromLatin1(mimeType), QByteArray::number(indexes.first().row()));
    return data;
}

int FieldTableModel::draggedRow(const QMimeData *data)
{
    bool isNumber = false;
    const int row = data->data(QString::fromLatin1(mimeType)).toInt(&isNumber);
    return isNumber ? row : -1;
}

} // namespace syncline::ui
