#pragma once

#include "core/project/ProjectDef.h"
#include "ui/code/ApiCatalog.h"

#include <string_view>
#include <vector>

namespace syncline::ui {

/** What can be written where the caret of a view's text stands. */
struct SqlCompletion
{
    std::size_t wordBegin = 0;    ///< Of what is completed.
    std::vector<ApiMember> items; ///< What begins like the word; keywords last.
};

/**
 * Models, the fields of those that the text names, parameters of its header, functions and
 * keywords; behind "alias." only that model's fields, behind ":" only parameters. Nothing in
 * comments and texts.
 */
[[nodiscard]] SqlCompletion completeSql(const ProjectDef &project, std::string_view text,
                                        std::size_t caret);

} // namespace syncline::ui
