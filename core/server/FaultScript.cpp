#include "core/server/FaultScript.h"

#include "core/net/Ascii.h"

#include <array>
#include <charconv>

namespace syncline {

namespace {

using Kind = Fault::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 9> names{{{"slow", Kind::Slow},
                                                                  {"truncated", Kind::Truncated},
                                                                  {"reset", Kind::Reset},
                                                                  {"closed", Kind::Closed},
                                                                  {"html", Kind::Html},
                                                                  {"garbage", Kind::Garbage},
                                                                  {"empty", Kind::Empty},
                                                                  {"repeat", Kind::Repeat},
                                                                  {"duplicate", Kind::Duplicate}}};

std::optional<std::int64_t> numberOf(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0 ||
        value > 1'000'000'000)
        return std::nullopt;
    return value;
}

std::optional<Fault> faultOf(std::string_view text)
{
    Fault fault;
    if (text.ends_with(')')) {
        const std::size_t open = text.find('(');
        if (open == std::string_view::npos)
            return std::nullopt;
        const auto wait = numberOf(text.substr(open + 1, text.size() - open - 2));
        if (!wait)
            return std::nullopt;
        fault.wait = static_cast<int>(*wait);
        text = text.substr(0, open);
    }
    if (const auto status = numberOf(text)) {
        if (*status < 200 || *status > 599)
            return std::nullopt;
        fault.kind = Kind::Status;
        fault.status = static_cast<int>(*status);
        return fault;
    }
    for (const auto &[name, kind] : names) {
        if (name == text) {
            fault.kind = kind;
            return fault;
        }
    }
    return std::nullopt;
}

ServerResponse statusAnswer(const Fault &fault)
{
    ServerResponse answer =
        ServerResponse::json(fault.status, R"({"error":"This failure was asked for."})");
    if (fault.wait > 0)
        answer.headers.emplace_back("Retry-After", std::to_string(fault.wait));
    return answer;
}

} // namespace

std::string Fault::name() const
{
    std::string text = kind == Kind::Status ? std::to_string(status) : "none";
    for (const auto &[name, known] : names) {
        if (known == kind)
            text = name;
    }
    return wait > 0 ? text + '(' + std::to_string(wait) + ')' : text;
}

Result<FaultScript> FaultScript::parse(std::string_view text)
{
    FaultScript script;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        const std::string_view item = ascii::trimmed(text.substr(0, comma));
        text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
        if (item.empty())
            continue;
        const std::size_t colon = item.find(':');
        const std::string_view where = item.substr(0, colon);
        const auto fault =
            colon == std::string_view::npos ? std::nullopt : faultOf(item.substr(colon + 1));
        const std::size_t dash = where.find('-');
        std::optional<std::int64_t> first;
        std::optional<std::int64_t> last;
        Rule rule;
        if (where.starts_with("*/")) {
            first = last = numberOf(where.substr(2));
            rule.every = first.value_or(0);
        } else {
            first = numberOf(where.substr(0, dash));
            last = dash == std::string_view::npos ? first : numberOf(where.substr(dash + 1));
        }
        if (!fault || !first || !last || *last < *first ||
            (where.starts_with("*/") && rule.every == 0))
            return Error(
                errc::invalidInput,
                "\"%1\" is no fault: write REQUEST:FAULT, like 3:429(2), 5-7:500, */20:503 or "
                "4:slow(2000), truncated, reset, closed, html, garbage, empty, repeat, duplicate.",
                {std::string(item.substr(0, 80))});
        rule.first = *first;
        rule.last = *last;
        rule.fault = *fault;
        script.m_rules.push_back(rule);
    }
    return script;
}

Fault FaultScript::at(std::int64_t request) const
{
    for (const Rule &rule : m_rules) {
        const bool fits = rule.every > 0 ? request % rule.every == rule.every - 1
                                         : request >= rule.first && request <= rule.last;
        if (fits)
            return rule.fault;
    }
    return {};
}

void replyWithFault(const ServerReply &reply, ServerResponse right, const Fault &fault,
                    Executor &executor)
{
    switch (fault.kind) {
    case Kind::Status:
        reply.send(statusAnswer(fault));
        return;
    case Kind::Slow:
        executor.postAfter(
            std::chrono::milliseconds(fault.wait),
            [reply, right = std::move(right)]() mutable { reply.send(std::move(right)); });
        return;
    case Kind::Truncated:
        right.headers.emplace_back("Content-Length", std::to_string(right.body.size()));
        reply.begin(right.status, std::move(right.headers));
        reply.write(right.body.substr(0, right.body.size() / 2));
        reply.abort(ServerReply::Cut::Close);
        return;
    case Kind::Reset:
        reply.abort(ServerReply::Cut::Reset);
        return;
    case Kind::Closed:
        reply.abort(ServerReply::Cut::Close);
        return;
    case Kind::Html:
        reply.send({.status = 200,
                    .headers = {{"Content-Type", "text/html; charset=utf-8"}},
                    .body = "<!DOCTYPE html><html><body><h1>Under maintenance</h1></body></html>"});
        return;
    case Kind::Garbage:
        right.body.resize(right.body.size() / 2);
        reply.send(std::move(right));
        return;
    case Kind::None:
    case Kind::Empty:
    case Kind::Repeat:
    case Kind::Duplicate:
        reply.send(std::move(right));
        return;
    }
}

} // namespace syncline
