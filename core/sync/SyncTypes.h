#pragma once

#include "core/base/Value.h"
#include "core/record/RecordTypes.h"

#include <string>
#include <vector>

namespace syncline {

struct SyncRequest
{
    std::string connection;
    std::vector<std::string> models; ///< Empty: all enabled.
    std::string since;               ///< ISO; empty: the connector's own watermark.
    bool force = false;
    std::string mode; ///< "", "full", "delta"
    Value webhookBody;
    ValueObject trigger{{"type", "ui"}};
};

struct QuarantinedRecord
{
    std::string model;
    Quarantined what;
};

} // namespace syncline
