#include "core/record/view/ViewCheck.h"

#include "core/project/ViewFile.h"
#include "core/record/view/SqlTokens.h"
#include "core/record/view/ViewQuery.h"

#include <algorithm>

namespace syncline {

namespace {

/** "views/x.sql:3:14" → 3 and 14. */
void readPlace(const std::string &place, Problem &problem)
{
    const std::size_t second = place.rfind(':');
    const std::size_t first = second == std::string::npos ? second : place.rfind(':', second - 1);
    if (first == std::string::npos)
        return;
    problem.line = std::atoi(place.c_str() + first + 1);
    problem.column = std::atoi(place.c_str() + second + 1);
}

Problem warning(const std::string &path, std::string message, std::pair<int, int> place)
{
    return {.severity = Problem::Severity::Warning,
            .code = "view",
            .message = std::move(message),
            .file = path,
            .line = place.first,
            .column = place.second};
}

/** Where the header says @p words; else the beginning. */
std::pair<int, int> placeOfSetting(std::string_view text, std::string_view words)
{
    const std::size_t found = text.find(words);
    return placeIn(text, found == std::string_view::npos ? 0 : found);
}

void checkChart(const ViewDef &view, const ViewQuery &query, const std::string &path,
                std::vector<Problem> &problems)
{
    if (!view.chart)
        return;
    std::vector<std::string> axes = view.chart->y;
    axes.insert(axes.begin(), view.chart->x);
    for (const std::string &axis : axes) {
        const bool isThere = std::ranges::any_of(
            query.columns(), [&](const ViewColumn &column) { return column.name == axis; });
        if (!isThere)
            problems.push_back(warning(
                path, "The chart wants the column \"" + axis + "\", which the query does not have.",
                placeOfSetting(view.text, "chart:")));
    }
}

} // namespace

ViewCheck::ViewCheck(std::unique_ptr<Database> database, ViewSchema::Models models)
    : m_database(std::move(database)),
      m_schema(std::move(models), "view") // there is nothing in it to be protected
{
}

Result<std::unique_ptr<ViewCheck>> ViewCheck::open(ViewSchema::Models models)
{
    SYNCLINE_TRY(std::unique_ptr<Database> database, Database::open({}, Database::Mode::Memory));
    for (const auto &model : models)
        SYNCLINE_CHECK(database->exec(ModelTable(*model).createSql()));
    std::unique_ptr<ViewCheck> check(new ViewCheck(std::move(database), std::move(models)));
    SYNCLINE_CHECK(check->m_schema.create(*check->m_database));
    return check;
}

std::vector<Problem> ViewCheck::check(const ViewDef &view)
{
    const std::string path = view.name.empty() ? "query" : viewPath(view.name);
    std::vector<Problem> problems;
    const ViewDef read = readView(view.name, view.text, path, problems);
    const SystemClock clock;
    const Result<std::unique_ptr<ViewQuery>> query =
        ViewQuery::prepare(*m_database, m_schema, clock, {}, read);
    if (!query) {
        Problem problem;
        problem.code = "view";
        problem.message = query.error().message();
        problem.file = path;
        readPlace(query.error().place, problem);
        problems.push_back(std::move(problem));
        return problems;
    }
    for (const ViewParam &param : read.params) {
        if (!query.value()->uses(param.name))
            problems.push_back(warning(path,
                                       "The parameter \"" + param.name + "\" is declared, but :" +
                                           param.name + " stands nowhere in the query.",
                                       placeOfSetting(read.text, "param: " + param.name)));
    }
    checkChart(read, *query.value(), path, problems);
    return problems;
}

} // namespace syncline
