#pragma once

#include "core/base/Result.h"
#include "core/project/Problem.h"
#include "core/project/ViewDef.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** The code of problems of a view's header. */
inline constexpr std::string_view headerProblem = "bad_view_header";

std::string viewPath(std::string_view name); ///< "views/<name>.sql"

/**
 * What the header of a view's text says: the comments in front of its SQL.
 *
 *     -- title: Revenue by month
 *     -- description: What orders brought. May be said on several lines.
 *     -- param: since date = 2024-01-01 "Orders since"
 *     -- chart: bar x=month y=revenue,orders
 *
 * Other comments mean nothing. What is not understood is a problem and left out; the text is kept
 * as it is, so nothing is ever lost by saving. @p path is what problems name.
 */
ViewDef readView(std::string_view name, std::string_view text, const std::string &path,
                 std::vector<Problem> &problems);

/** The canonical header of @p view, each line ended: readView() makes the same of it. */
std::string viewHeader(const ViewDef &view);
/** @p text with its chart line replaced, added behind the header's settings, or taken away. */
std::string withChart(std::string_view text, const std::optional<ViewChart> &chart);

/**
 * The values of all parameters of @p view: those given, else the defaults, else null. Dates may be
 * ISO text. SYNC_INVALID_INPUT names a parameter that there is not, or a value of another type.
 */
Result<ValueObject> viewValues(const ViewDef &view, const ValueObject &given);

/** SYNC_INVALID_INPUT unless @p name can name a view. */
Result<void> checkViewName(std::string_view name);

} // namespace syncline
