#pragma once

#include "core/base/Result.h"
#include "core/project/Problem.h"
#include "core/project/ViewDef.h"
#include "core/record/view/ViewSchema.h"

#include <memory>
#include <vector>

namespace syncline {

/**
 * Checks views against models, in an empty database in memory: the project's own is not touched.
 * Used by one thread at a time.
 */
class ViewCheck
{
public:
    static Result<std::unique_ptr<ViewCheck>> open(ViewSchema::Models models);

    /**
     * What would be wrong with @p view: its header; unknown models and fields, bad syntax, what
     * does not only read, parameters that the header does not declare; a chart of columns that
     * there are not. Quick.
     */
    std::vector<Problem> check(const ViewDef &view);

private:
    ViewCheck(std::unique_ptr<Database> database, ViewSchema::Models models);

    const std::unique_ptr<Database> m_database;
    ViewSchema m_schema;
};

} // namespace syncline
