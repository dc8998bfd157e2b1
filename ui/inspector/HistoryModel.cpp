#include "ui/inspector/HistoryModel.h"

#include "ui/base/Text.h"

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {
QString shortValue(const Value &value)
{
    constexpr qsizetype most = 80;
    if (value.isNull())
        return u"–"_s;
    const QString text = valueText(value);
    return text.size() > most ? text.left(most) + u"…"_s : text.isEmpty() ? u"\"\""_s : text;
}
} // namespace

HistoryModel::HistoryModel(QObject *parent)
    : QAbstractListModel(parent)
{
}

void HistoryModel::setDeltas(std::vector<Delta> deltas, DateTime now)
{
    beginResetModel();
    m_deltas = std::move(deltas);
    m_now = now;
    endResetModel();
}

int HistoryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_deltas.size());
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Delta &delta = m_deltas.at(static_cast<std::size_t>(index.row()));
    switch (role) {
    case Qt::DisplayRole:
        return delta.field.empty() ? tr("deleted")
                                   : tr("%1: %2 → %3")
                                         .arg(displayLine(delta.field, 60),
                                              shortValue(delta.before), shortValue(delta.after));
    case DetailRole:
        return tr("%1 · run %2").arg(agoText(delta.time, m_now), toQString(toText(delta.run)));
    case RunRole:
        return QVariant::fromValue(static_cast<qlonglong>(raw(delta.run)));
    case Qt::ToolTipRole:
        return plainToolTip(utcText(delta.time));
    default:
        return {};
    }
}

} // namespace syncline::ui
