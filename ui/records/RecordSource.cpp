#include "ui/records/RecordSource.h"

#include "ui/base/WhenDone.h"

#include <algorithm>
#include <chrono>

using namespace std::chrono_literals;

namespace syncline::ui {

RecordSource::RecordSource(Engine *engine, std::string model, QObject *parent)
    : QObject(parent),
      m_engine(engine),
      m_model(std::move(model))
{
    connect(m_engine, &Engine::recordsChanged, this, &RecordSource::handleRecordsChanged);
    connect(m_engine, &Engine::gridCountChanged, this,
            [this](qint64 grid, qint64 rows, bool exact) {
                if (!m_grid || grid != static_cast<qint64>(*m_grid))
                    return;
                const bool wasExact = m_isExact;
                m_rows = rows;
                m_isExact = exact;
                if (exact && !wasExact) {
                    for (const std::int64_t page : m_pages.keys()) {
                        if (!m_pages.object(page)->isExact)
                            m_stale.insert(page);
                    }
                }
                Q_EMIT countChanged();
                pump();
            });
    m_countTimer.setSingleShot(true);
    m_countTimer.setInterval(700ms);
    connect(&m_countTimer, &QTimer::timeout, this, &RecordSource::countAgain);
}

RecordSource::~RecordSource()
{
    close();
}

void RecordSource::close()
{
    if (m_grid)
        m_engine->closeGrid(*std::exchange(m_grid, std::nullopt));
}

void RecordSource::setQuery(const RecordQuery &query)
{
    m_query = query;
    m_isRefreshed = false;
    open();
}

void RecordSource::refresh()
{
    m_isRefreshed = m_state == State::Ready;
    open();
}

void RecordSource::open()
{
    const quint64 ticket = ++m_ticket;
    if (m_grid)
        m_engine->cancelGrid(*m_grid); // nobody waits for its pages any more
    m_state = State::Opening;
    m_drift = 0;
    Q_EMIT stateChanged();
    Q_EMIT driftChanged();
    whenDone(m_engine->openGrid(m_model, m_query), this,
             [this, ticket](const Result<GridInfo> &info) {
                 if (ticket == m_ticket)
                     handleOpened(info);
                 else if (info)
                     m_engine->closeGrid(info->grid);
             });
}

void RecordSource::handleOpened(const Result<GridInfo> &info)
{
    close();
    m_pages.clear();
    m_underWay.clear();
    m_stale.clear();
    m_failed.clear();
    m_rows = info ? info->rows : 0;
    m_isExact = info && info->exact;
    m_wantedLast = -1;
    if (info) {
        m_grid = info->grid;
        m_state = State::Ready;
    } else {
        m_error = info.error();
        m_state = State::Failed;
    }
    Q_EMIT reset();
    Q_EMIT countChanged();
    Q_EMIT stateChanged();
}

void RecordSource::setNewRows(std::vector<RecordRow> rows)
{
    if (rows.empty() && m_newRows.empty())
        return;
    m_newRows = std::move(rows);
    Q_EMIT countChanged();
}

const RecordRow *RecordSource::row(std::int64_t position) const
{
    if (position >= m_rows) {
        const auto offset = static_cast<std::size_t>(position - m_rows);
        return offset < m_newRows.size() ? &m_newRows[offset] : nullptr;
    }
    const Page *page = m_pages.object(position / pageSize);
    const auto offset = static_cast<std::size_t>(position % pageSize);
    return page && offset < page->rows.size() ? &page->rows[offset] : nullptr;
}

void RecordSource::want(std::int64_t first, std::int64_t last)
{
    const std::int64_t clippedFirst = std::max<std::int64_t>(0, first);
    const std::int64_t clippedLast = std::min(last, m_rows - 1);
    if (clippedFirst == m_wantedFirst && clippedLast == m_wantedLast)
        return;
    m_wantedFirst = clippedFirst;
    m_wantedLast = clippedLast;
    pump();
}

void RecordSource::pump()
{
    if (!m_grid || m_wantedLast < m_wantedFirst)
        return;
    for (std::int64_t page = m_wantedFirst / pageSize; page <= m_wantedLast / pageSize; ++page) {
        if (m_underWay.size() >= maxUnderWay)
            return;
        const bool isHere = m_pages.contains(page) && !m_stale.contains(page);
        if (!isHere && !m_underWay.contains(page) && !m_failed.contains(page))
            request(page);
    }
}

void RecordSource::request(std::int64_t page)
{
    m_underWay.insert(page);
    m_stale.remove(page);
    const quint64 ticket = m_ticket;
    whenDone(m_engine->gridPage(*m_grid, page * pageSize, pageSize), this,
             [this, ticket, page](const Result<GridPage> &result) {
                 if (ticket == m_ticket)
                     handlePage(page, result);
             });
}

void RecordSource::handlePage(std::int64_t page, const Result<GridPage> &result)
{
    m_underWay.remove(page);
    if (!result) {
        m_failed.insert(page);
        Q_EMIT pageFailed(result.error());
    } else {
        auto loaded = std::make_unique<Page>();
        loaded->rows = result->rows;
        loaded->isExact = result->exact;
        m_pages.insert(page, loaded.release());
        Q_EMIT rowsLoaded(page * pageSize, (page + 1) * pageSize - 1);
    }
    pump();
}

void RecordSource::handleRecordsChanged(const RecordsChange &change)
{
    if (change.model != m_model || !m_grid)
        return;
    if (change.ids.empty()) {
        for (const std::int64_t page : m_pages.keys())
            m_stale.insert(page);
    } else {
        const QSet<std::int64_t> ids(change.ids.begin(), change.ids.end());
        for (const std::int64_t page : m_pages.keys()) {
            const auto &rows = m_pages.object(page)->rows;
            if (std::any_of(rows.begin(), rows.end(),
                            [&ids](const RecordRow &row) { return ids.contains(raw(row.id)); }))
                m_stale.insert(page);
        }
    }
    pump();
    if (!m_countTimer.isActive())
        m_countTimer.start();
}

void RecordSource::countAgain()
{
    if (m_isCounting || !m_grid || !m_isExact)
        return;
    if (m_rows == 0) { // nothing under the reader that could move
        refresh();
        return;
    }
    m_isCounting = true;
    whenDone(m_engine->count(m_model, m_query.filter, m_query.search), this,
             [this, ticket = m_ticket](const Result<std::int64_t> &count) {
                 m_isCounting = false;
                 if (!count || ticket != m_ticket || m_drift == *count - m_rows)
                     return;
                 m_drift = *count - m_rows;
                 Q_EMIT driftChanged();
             });
}

} // namespace syncline::ui
