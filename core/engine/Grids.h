#pragma once

#include "core/base/Worker.h"
#include "core/engine/EngineTypes.h"
#include "core/engine/EventHub.h"
#include "core/record/RecordGrid.h"

#include <map>
#include <memory>
#include <mutex>
#include <stop_token>

namespace syncline {

/** The open grids of the window. Anchors are built on a thread of their own, one grid after
 * another, the newest first. Thread-safe. */
class Grids
{
public:
    Grids(Store &store, EventHub &events);
    ~Grids();

    Result<GridInfo> open(std::shared_ptr<const ModelDef> model, RecordQuery query);
    Result<GridPage> page(GridId id, std::int64_t position, int size);
    void close(GridId id);
    /** Ends what is under way for this grid; later questions work again. */
    void cancel(GridId id);

private:
    struct Open
    {
        std::shared_ptr<RecordGrid> grid;
        std::stop_source life;  ///< Until closed: the anchors' building.
        std::stop_source pages; ///< Until cancelled: page questions under way.
    };
    std::shared_ptr<Open> find(GridId id);
    void buildAnchors(GridId id, const std::shared_ptr<Open> &open);

    Store &m_store;
    EventHub &m_events;
    std::mutex m_mutex;
    std::int64_t m_next = 1;
    std::map<GridId, std::shared_ptr<Open>> m_open;
    Worker m_builder{"anchors"};
};

} // namespace syncline
