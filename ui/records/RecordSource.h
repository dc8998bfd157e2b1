#pragma once

#include "core/engine/Engine.h"

#include <QCache>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <optional>

namespace syncline::ui {

/**
 * The rows of one query, for a grid: any number of them, read in pages as they come into view.
 * row() never waits; what is not here yet comes with rowsLoaded after want(). A few requests are
 * under way at most, and those for rows that have left the view are never made.
 */
class RecordSource final : public QObject
{
    Q_OBJECT

public:
    enum class State : unsigned char { Idle, Opening, Ready, Failed };

    RecordSource(Engine *engine, std::string model, QObject *parent);
    ~RecordSource() override;

    /** Rows of the query before stay until the new ones are known. */
    void setQuery(const RecordQuery &query);
    [[nodiscard]] const RecordQuery &query() const { return m_query; }
    /** The same query again. */
    void refresh();
    /** Whether the newest reset() was a refresh(): the same query, so positions mean the same. */
    [[nodiscard]] bool isRefreshed() const { return m_isRefreshed; }

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const Error &error() const { return m_error; }
    /** With the new rows. */
    [[nodiscard]] std::int64_t rowCount() const
    {
        return m_rows + static_cast<std::int64_t>(m_newRows.size());
    }
    /** Those that the query found. */
    [[nodiscard]] std::int64_t storedCount() const { return m_rows; }
    /** Records that are not made yet; they stand behind the others. */
    void setNewRows(std::vector<RecordRow> rows);
    [[nodiscard]] bool isExact() const { return m_isExact; }
    /** nullptr: not here (yet). */
    [[nodiscard]] const RecordRow *row(std::int64_t position) const;
    /** Says which rows are in view. */
    void want(std::int64_t first, std::int64_t last);
    /** Rows that came to or went from the query since it was opened; 0 none. */
    [[nodiscard]] std::int64_t drift() const { return m_drift; }

    static constexpr int pageSize = 200;
    static constexpr int cachedPages = 50;
    static constexpr int maxUnderWay = 2;

Q_SIGNALS:
    void stateChanged();
    void reset(); ///< Other rows now.
    void countChanged();
    void rowsLoaded(qint64 first, qint64 last);
    void driftChanged();
    void pageFailed(const syncline::Error &error);

private:
    struct Page
    {
        std::vector<RecordRow> rows;
        bool isExact = true;
    };

    void open();
    void handleOpened(const Result<GridInfo> &info);
    void pump();
    void request(std::int64_t page);
    void handlePage(std::int64_t page, const Result<GridPage> &result);
    void handleRecordsChanged(const RecordsChange &change);
    void countAgain();
    void close();

    Engine *m_engine;
    const std::string m_model;
    RecordQuery m_query;
    quint64 m_ticket = 0; ///< Answers to older questions are ignored.
    std::optional<GridId> m_grid;
    State m_state = State::Idle;
    bool m_isRefreshed = false;
    Error m_error;
    std::int64_t m_rows = 0;
    std::vector<RecordRow> m_newRows;
    bool m_isExact = false;
    std::int64_t m_drift = 0;
    mutable QCache<std::int64_t, Page> m_pages{cachedPages};
    QSet<std::int64_t> m_underWay;
    QSet<std::int64_t> m_stale;  ///< Shown as they are until their new rows come.
    QSet<std::int64_t> m_failed; ///< Not asked for again by scrolling.
    std::int64_t m_wantedFirst = 0;
    std::int64_t m_wantedLast = -1;
    QTimer m_countTimer;
    bool m_isCounting = false;
};

} // namespace syncline::ui
