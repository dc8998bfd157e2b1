#pragma once

#include "core/engine/Histories.h"
#include "core/model/ModelDef.h"

#include <QAbstractItemModel>
#include <QFontMetrics>

#include <memory>

namespace syncline::ui {

/** A record's time line, newest first: an entry for all that one run did at a time, and under it a
 * line for each field. */
class HistoryModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role { DetailRole = Qt::UserRole, RunRole, EntryRole };
    using QAbstractItemModel::QAbstractItemModel;

    /** @p model: how its fields show their values; may be nullptr. */
    void setPage(HistoryPage page, DateTime now, std::shared_ptr<const ModelDef> model);
    /** The page after, further back. */
    void addPage(HistoryPage page);
    /** It did not come: it may be asked for again. */
    void addNothing() { m_isFetching = false; }
    [[nodiscard]] const HistoryPage &page() const { return m_page; }
    /** Of an entry or of a field's line; nullptr: neither. */
    [[nodiscard]] const HistoryEntry *entry(const QModelIndex &index) const;
    /** nullptr: an entry's own line. */
    [[nodiscard]] const HistoryChange *change(const QModelIndex &index) const;
    /** What change() did, in so many pixels. */
    [[nodiscard]] QString fittedText(const QModelIndex &index, const QFontMetrics &metrics,
                                     int width) const;
    /** The line of an entry, or of a field in it (@p key), if it is there. */
    [[nodiscard]] QModelIndex find(std::int64_t entry, const std::string &key) const;

    [[nodiscard]] QModelIndex index(int row, int column,
                                    const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    void moreRequested();

private:
    [[nodiscard]] const FieldDef *field(const HistoryChange &change) const;
    [[nodiscard]] QVariant entryData(const HistoryEntry &entry, int role) const;
    [[nodiscard]] QVariant changeData(const HistoryEntry &entry, const HistoryChange &change,
                                      int role) const;

    HistoryPage m_page;
    std::shared_ptr<const ModelDef> m_def;
    DateTime m_now;
    bool m_isFetching = false;
};

} // namespace syncline::ui
