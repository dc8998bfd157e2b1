#pragma once

#include "core/base/Ids.h"
#include "core/base/Result.h"
#include "core/base/Value.h"
#include "core/model/SavedFilter.h"
#include "core/record/RecordTypes.h"

#include <QFuture>

#include <cstdint>
#include <string>
#include <vector>

namespace syncline {

/** How often the values of one field stand in the records of a query. */
struct Facet
{
    struct Entry
    {
        Value value; ///< null: not set.
        std::string label;
        std::int64_t count = 0;
    };
    std::string field;
    std::vector<Entry> entries; ///< The most frequent first.
    std::int64_t others = 0;    ///< Records with a value that is not listed.
};

/** A record that a text leads to. */
struct FoundRecord
{
    std::string model;
    RecordId record{};
    std::string title;
    std::string field; ///< Where the text stands: "id", "remoteId", a field.
    std::string text;  ///< What stands there.
};

/**
 * Saved filters, facets, and finding a record by anything of it: Engine::lookups(). Asynchronous
 * and thread-safe like the Engine.
 */
class Lookups
{
public:
    virtual ~Lookups() = default;

    /** Those that the project keeps for @p model, by name. */
    virtual QFuture<Result<std::vector<SavedFilter>>> savedFilters(std::string model) = 0;
    /** Replaces one of the same name. Refused when the filter does not fit the model. */
    virtual QFuture<Result<void>> saveFilter(std::string model, SavedFilter filter) = 0;
    virtual QFuture<Result<void>> removeFilter(std::string model, std::string name) = 0;

    /** Of the records that @p query finds (its filter and search), at most @p atMost entries. */
    virtual QFuture<Result<Facet>> facet(std::string model, RecordQuery query, std::string field,
                                         int atMost) = 0;
    /** Facets asked for until now that are not answered yet answer SYNC_CANCELLED, soon. */
    virtual void cancelFacets() = 0;

    /** Records of any model whose id, remote id, unique value, e-mail or title is, or (at last)
     * begins with @p text; the exact ones first. Quick: indexes only. */
    virtual QFuture<Result<std::vector<FoundRecord>>> findRecords(std::string text, int atMost) = 0;
};

} // namespace syncline
