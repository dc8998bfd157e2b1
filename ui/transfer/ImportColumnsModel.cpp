#include "ui/transfer/ImportColumnsModel.h"

#include "ui/base/Icons.h"
#include "ui/base/Text.h"
#include "ui/transfer/TransferText.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

QString textOf(const Choices &choices, const QString &value)
{
    const auto found = std::ranges::find(choices, value, &Choice::value);
    return found == choices.end() ? value : found->text;
}

} // namespace

ImportColumnsModel::ImportColumnsModel(std::shared_ptr<const ModelDef> model, FindModel models,
                                       QObject *parent)
    : QAbstractTableModel(parent),
      m_model(std::move(model)),
      m_models(std::move(models))
{
}

void ImportColumnsModel::setColumns(std::vector<ImportPreview::Column> columns)
{
    const bool isSame = std::ranges::equal(
        columns, m_columns, {}, [](const auto &column) { return column.map.column; },
        [](const auto &column) { return column.map.column; });
    if (isSame) { // the place and an open editor stay
        m_columns = std::move(columns);
        if (!m_columns.empty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnTotal - 1));
        return;
    }
    beginResetModel();
    m_columns = std::move(columns);
    endResetModel();
}

std::vector<ColumnMap> ImportColumnsModel::maps() const
{
    std::vector<ColumnMap> maps;
    maps.reserve(m_columns.size());
    for (const ImportPreview::Column &column : m_columns)
        maps.push_back(column.map);
    return maps;
}

int ImportColumnsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

int ImportColumnsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columnTotal;
}

const FieldDef *ImportColumnsModel::reference(const ImportPreview::Column &column) const
{
    const FieldDef *field = m_model->findField(column.map.field);
    const bool isOne = field != nullptr && field->type == FieldType::BelongsTo && !field->list;
    return isOne ? field : nullptr;
}

bool ImportColumnsModel::hasReference() const
{
    return std::ranges::any_of(m_columns,
                               [this](const auto &column) { return reference(column) != nullptr; });
}

QString ImportColumnsModel::text(const ImportPreview::Column &column, int section) const
{
    switch (section) {
    case NameColumn:
        return displayLine(column.map.column, 80);
    case FieldColumn:
        return textOf(fieldChoices(*m_model), toQString(column.map.field));
    case MatchColumn: {
        const FieldDef *field = reference(column);
        if (field == nullptr)
            return {};
        const QString match = column.map.match.empty() ? u"id"_s : toQString(column.map.match);
        return textOf(matchChoices(m_models(field->relatedModel).get()), match);
    }
    case SamplesColumn: {
        QStringList samples;
        for (const std::string &sample : column.samples)
            samples.append(displayLine(sample, 60));
        return samples.join(u" · "_s);
    }
    default:
        break;
    }
    if (column.problems == 0)
        return {};
    return column.problems == 1
               ? displayLine(column.firstProblem, 160)
               : tr("%1 rows; %2")
                     .arg(countText(column.problems), displayLine(column.firstProblem, 160));
}

QVariant ImportColumnsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ImportPreview::Column &column = m_columns.at(static_cast<std::size_t>(index.row()));
    switch (role) {
    case Qt::DisplayRole:
        return text(column, index.column());
    case Qt::ToolTipRole:
        return plainToolTip(text(column, index.column()));
    case Qt::AccessibleTextRole:
        return index.column() == NameColumn
                   ? text(column, NameColumn)
                   : tr("%1 of %2: %3")
                         .arg(
                             headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(),
                             text(column, NameColumn), text(column, index.column()));
    case Qt::DecorationRole:
        return index.column() == ProblemColumn && column.problems > 0
                   ? QVariant(themedIcon(u"problem"_s))
                   : QVariant();
    case Qt::EditRole:
        return index.column() == MatchColumn
                   ? (column.map.match.empty() ? u"id"_s : toQString(column.map.match))
                   : toQString(column.map.field);
    case ColumnChoiceDelegate::ChoicesRole:
        if (index.column() == FieldColumn)
            return QVariant::fromValue(fieldChoices(*m_model));
        if (const FieldDef *field = reference(column); field && index.column() == MatchColumn)
            return QVariant::fromValue(matchChoices(m_models(field->relatedModel).get()));
        return {};
    default:
        return {};
    }
}

bool ImportColumnsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    ColumnMap &map = m_columns.at(static_cast<std::size_t>(index.row())).map;
    const std::string wanted = fromQString(value.toString());
    const ColumnMap before = map;
    if (index.column() == FieldColumn) {
        if (map.field != wanted)
            map.match.clear();
        map.field = wanted;
        // A field is filled by one column: the newest wish counts.
        for (std::size_t i = 0; i < m_columns.size() && !wanted.empty(); ++i) {
            if (static_cast<int>(i) != index.row() && m_columns[i].map.field == wanted)
                m_columns[i].map.field.clear();
        }
    } else if (index.column() == MatchColumn) {
        map.match = wanted == "id" ? std::string() : wanted;
    }
    if (map == before)
        return true;
    Q_EMIT dataChanged(this->index(0, 0), this->index(rowCount() - 1, columnTotal - 1));
    Q_EMIT edited();
    return true;
}

Qt::ItemFlags ImportColumnsModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (!index.isValid())
        return flags;
    const ImportPreview::Column &column = m_columns.at(static_cast<std::size_t>(index.row()));
    const bool isEditable = index.column() == FieldColumn ||
                            (index.column() == MatchColumn && reference(column) != nullptr);
    return isEditable ? flags | Qt::ItemIsEditable : flags;
}

QVariant ImportColumnsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Column");
    case FieldColumn:
        return tr("Fills the field");
    case MatchColumn:
        return tr("Holds of the other record");
    case SamplesColumn:
        return tr("For example");
    default:
        return tr("Wrong");
    }
}

} // namespace syncline::ui
