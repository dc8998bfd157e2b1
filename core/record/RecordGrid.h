#pragma once

#include "core/record/RecordReader.h"
#include "core/store/Store.h"

#include <atomic>
#include <memory>
#include <stop_token>

namespace syncline {

/**
 * One opened query of a grid: any position of any number of rows by keyset paging from row-number
 * anchors (architecture 3). open() is quick; anchors are built by buildAnchors() on a reader
 * thread, in steps, cancellable. Until they reach a position, page() there is answered from an
 * estimate for the default order and marked so. Thread-safe.
 */
class RecordGrid
{
public:
    static Result<std::shared_ptr<RecordGrid>> open(Store &store,
                                                    std::shared_ptr<const ModelDef> model,
                                                    RecordQuery query, std::stop_token stop);
    virtual ~RecordGrid() = default;

    struct Count
    {
        std::int64_t rows = 0;
        bool exact = false;
    };
    [[nodiscard]] virtual Count count() const = 0;
    /** Rows [position, position + size); fewer at the end. */
    struct Page
    {
        std::int64_t position =
            0; ///< Of the first row; may differ from the asked while `exact` is false.
        bool exact = true;
        std::vector<RecordRow> rows;
    };
    virtual Result<Page> page(std::int64_t position, int size, std::stop_token stop) = 0;
    /** Works until the count is exact and anchors cover all, or @p stop. @p progress gets the rows
     * seen so far. */
    virtual Result<void> buildAnchors(std::stop_token stop,
                                      const std::function<void(std::int64_t)> &progress) = 0;
    /** Position of a record in this order, when it is in the result. */
    virtual Result<std::optional<std::int64_t>> positionOf(RecordId id, std::stop_token stop) = 0;
};

} // namespace syncline
