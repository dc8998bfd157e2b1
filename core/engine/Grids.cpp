#include "core/engine/Grids.h"

namespace syncline {

Grids::Grids(Store &store, EventHub &events)
    : m_store(store),
      m_events(events)
{
}

Grids::~Grids()
{
    const std::lock_guard lock(m_mutex);
    for (const auto &[id, open] : m_open)
        open->life.request_stop();
}

std::shared_ptr<Grids::Open> Grids::find(GridId id)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_open.find(id);
    return found == m_open.end() ? nullptr : found->second;
}

Result<GridInfo> Grids::open(std::shared_ptr<const ModelDef> model, RecordQuery query)
{
    auto open = std::make_shared<Open>();
    SYNCLINE_TRY(open->grid, RecordGrid::open(m_store, std::move(model), std::move(query),
                                              open->life.get_token()));
    GridInfo info;
    {
        const std::lock_guard lock(m_mutex);
        info.grid = GridId{m_next++};
        m_open.emplace(info.grid, open);
    }
    const RecordGrid::Count count = open->grid->count();
    info.rows = count.rows;
    info.exact = count.exact;
    if (!count.exact)
        m_builder.post([this, id = info.grid, open] { buildAnchors(id, open); });
    return info;
}

void Grids::buildAnchors(GridId id, const std::shared_ptr<Open> &open)
{
    const std::stop_token stop = open->life.get_token();
    if (stop.stop_requested())
        return;
    const Result<void> built = open->grid->buildAnchors(stop, [&](std::int64_t) {
        const RecordGrid::Count count = open->grid->count();
        m_events.gridCounted(id, count.rows, count.exact);
    });
    if (built) {
        const RecordGrid::Count count = open->grid->count();
        m_events.gridCounted(id, count.rows, count.exact);
    }
}

Result<GridPage> Grids::page(GridId id, std::int64_t position, int size)
{
    const std::shared_ptr<Open> open = find(id);
    if (!open)
        return Error(errc::cancelled, "The grid was closed.");
    std::stop_token stop;
    {
        const std::lock_guard lock(m_mutex);
        stop = open->pages.get_token();
    }
    SYNCLINE_TRY(RecordGrid::Page page, open->grid->page(position, size, stop));
    return GridPage{.position = page.position, .exact = page.exact, .rows = std::move(page.rows)};
}

void Grids::close(GridId id)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_open.find(id);
    if (found == m_open.end())
        return;
    found->second->life.request_stop();
    found->second->pages.request_stop();
    m_open.erase(found);
}

void Grids::cancel(GridId id)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_open.find(id);
    if (found == m_open.end())
        return;
    found->second->pages.request_stop();
    found->second->pages = std::stop_source();
}

} // namespace syncline
