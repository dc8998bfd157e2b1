#pragma once

#include "core/action/ActionServices.h"
#include "core/action/EditTypes.h"
#include "core/base/Result.h"

#include <memory>
#include <stop_token>
#include <vector>

namespace syncline {

/**
 * The records of a bulk edit, a few hundred at a time. By id, so that an edit that takes a record
 * out of the filter, or makes new ones, neither hides nor doubles any.
 */
class BulkRecords
{
public:
    BulkRecords(ActionServices &services, std::shared_ptr<const ModelDef> model, BulkEdit edit,
                std::stop_token stop);

    /** How many there are; settles which records count as there. */
    Result<std::int64_t> count();
    /** None: that was all. */
    Result<std::vector<RecordEdit>> next();
    /** The first @p most, whole. */
    Result<std::vector<RecordRow>> first(int most);

    static constexpr int pageRecords = 500;

private:
    Result<std::vector<RecordRow>> page(int most, std::vector<std::string> select);
    [[nodiscard]] RecordEdit editOf(RecordId id) const;

    ActionServices &m_services;
    const std::shared_ptr<const ModelDef> m_model;
    const BulkEdit m_edit;
    const std::stop_token m_stop;
    RecordId m_last{};
    std::int64_t m_highest = 0;
    std::size_t m_at = 0; ///< In the ids.
};

} // namespace syncline
