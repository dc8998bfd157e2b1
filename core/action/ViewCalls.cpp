#include "core/action/ActionRunner.h"
#include "core/base/CallbackTo.h"

// api.view(): what is committed, not what this run has yet to commit.

namespace syncline {

namespace {

constexpr std::string_view truncatedCode = "GGT_GELLY_RESULT_TRUNCATED";

/** Ends the view with the run, and with whoever waits for it. */
class ViewStop
{
public:
    explicit ViewStop(const std::stop_token &run)
        : m_run(run, [this] { m_source.request_stop(); })
    {
    }
    ViewStop(const ViewStop &) = delete;
    ViewStop &operator=(const ViewStop &) = delete;
    ~ViewStop() { m_source.request_stop(); }
    [[nodiscard]] std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
    std::stop_callback<std::function<void()>> m_run;
};

Value asList(ViewResult result)
{
    ValueList rows;
    rows.reserve(result.rows.size());
    for (ViewRow &cells : result.rows) {
        ValueObject row;
        row.reserve(cells.size());
        for (std::size_t i = 0; i < cells.size(); ++i)
            row.append(result.columns[i].name, std::move(cells[i]));
        rows.emplace_back(std::move(row));
    }
    return Value(std::move(rows));
}

} // namespace

Task<Result<ScriptResult>> ActionRunner::view(ApiRequest request)
{
    Result<void> may = m_core.aboutToWait();
    if (!may)
        co_return std::move(may).error();
    if (!m_core.services().view)
        co_return Error(errc::notFound, "There are no views here.");
    ViewStop stop(m_core.stopToken());
    ViewCall call;
    call.name = request.id;
    if (request.input.isObject())
        call.params = std::move(request.input.asObject());
    call.stop = stop.token();
    auto begin = [this, &call](const Resolve<Result<ViewResult>> &resolve) {
        call.done = resolve;
        m_core.services().view(std::move(call));
    };
    Result<ViewResult> result =
        co_await callbackTo<Result<ViewResult>>(m_core.session().executor(), begin);
    if (!result)
        co_return std::move(result).error();
    if (result->truncated) {
        co_return Error(
            truncatedCode,
            "The view %1 has more than %2 rows (or 64 MB of them), which is more than a "
            "script may have. Give it a LIMIT or a narrower condition.",
            {request.id, std::to_string(result->rows.size())});
    }
    co_return ScriptResult(asList(std::move(result).value()));
}

} // namespace syncline
