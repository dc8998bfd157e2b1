#include "ui/inspector/HistoryModel.h"

#include "ui/base/Icons.h"
#include "ui/base/Text.h"
#include "ui/history/HistoryText.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

QString historyIcon(const HistoryEntry &entry)
{
    switch (entry.kind) {
    case HistoryEntry::Kind::Created:
        return u"add"_s;
    case HistoryEntry::Kind::Changed:
        return u"edit"_s;
    case HistoryEntry::Kind::Deleted:
        return u"delete"_s;
    case HistoryEntry::Kind::Restored:
        return u"undo"_s;
    }
    return {};
}

} // namespace

void HistoryModel::setPage(HistoryPage page, DateTime now, std::shared_ptr<const ModelDef> model)
{
    beginResetModel();
    m_def = std::move(model);
    m_page = std::move(page);
    m_now = now;
    m_isFetching = false;
    endResetModel();
}

void HistoryModel::addPage(HistoryPage page)
{
    m_isFetching = false;
    m_page.next = page.next;
    m_page.runs.merge(page.runs);
    if (page.entries.empty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(page.entries.size()) - 1);
    std::ranges::move(page.entries, std::back_inserter(m_page.entries));
    endInsertRows();
}

const HistoryEntry *HistoryModel::entry(const QModelIndex &index) const
{
    if (!index.isValid())
        return nullptr;
    const QModelIndex top = index.internalId() == 0 ? index : parent(index);
    return &m_page.entries.at(static_cast<std::size_t>(top.row()));
}

const HistoryChange *HistoryModel::change(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == 0)
        return nullptr;
    return &entry(index)->changes.at(static_cast<std::size_t>(index.row()));
}

const FieldDef *HistoryModel::field(const HistoryChange &change) const
{
    return m_def ? m_def->findByStorageKey(change.key) : nullptr;
}

QString HistoryModel::fittedText(const QModelIndex &index, const QFontMetrics &metrics,
                                 int width) const
{
    const HistoryChange *line = change(index);
    return line == nullptr
               ? QString()
               : fittedChangeText(entry(index)->kind, *line, field(*line), metrics, width);
}

QModelIndex HistoryModel::find(std::int64_t entry, const std::string &key) const
{
    for (int row = 0; row < rowCount(); ++row) {
        const HistoryEntry &each = m_page.entries[static_cast<std::size_t>(row)];
        if (each.id != entry)
            continue;
        const QModelIndex top = index(row, 0);
        for (int line = 0; line < rowCount(top) && !key.empty(); ++line) {
            if (each.changes[static_cast<std::size_t>(line)].key == key)
                return index(line, 0, top);
        }
        return top;
    }
    return {};
}

QModelIndex HistoryModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    // 0: an entry; else the row of the entry above, and one.
    return createIndex(row, column,
                       parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : quintptr(0));
}

QModelIndex HistoryModel::parent(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == 0)
        return {};
    return createIndex(static_cast<int>(index.internalId() - 1), 0, quintptr(0));
}

int HistoryModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_page.entries.size());
    if (parent.internalId() != 0)
        return 0;
    return static_cast<int>(entry(parent)->changes.size());
}

int HistoryModel::columnCount(const QModelIndex & /*parent*/) const
{
    return 1;
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const HistoryEntry *at = entry(index);
    if (role == RunRole)
        return QVariant::fromValue(static_cast<qlonglong>(raw(at->run)));
    if (role == EntryRole)
        return QVariant::fromValue(static_cast<qlonglong>(at->id));
    const HistoryChange *line = change(index);
    return line != nullptr ? changeData(*at, *line, role) : entryData(*at, role);
}

QVariant HistoryModel::entryData(const HistoryEntry &entry, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return entryTitle(entry);
    case Qt::AccessibleTextRole:
        return QString(entryTitle(entry) + u", "_s + entryData(entry, DetailRole).toString());
    case DetailRole: {
        const QString detail =
            agoText(entry.time, m_now) + u" · "_s + byText(m_page.runs, entry.run);
        return entry.isKnown ? detail : detail + u" · "_s + tr("older changes were removed");
    }
    case Qt::DecorationRole:
        return themedIcon(historyIcon(entry));
    case Qt::ToolTipRole:
        return timeToolTip(entry.time);
    default:
        return {};
    }
}

QVariant HistoryModel::changeData(const HistoryEntry &entry, const HistoryChange &change,
                                  int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return changeText(entry.kind, change, field(change));
    case Qt::ToolTipRole:
        return change.isCut ? plainToolTip(changeText(entry.kind, change, field(change)) + u'\n' +
                                           tr("Enter shows the whole values."))
                            : plainToolTip(changeText(entry.kind, change, field(change)));
    default:
        return {};
    }
}

bool HistoryModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_page.next != 0 && !m_isFetching;
}

void HistoryModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    m_isFetching = true;
    Q_EMIT moreRequested();
}

} // namespace syncline::ui
