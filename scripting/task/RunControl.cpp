#include "scripting/task/RunControl.h"

#include <algorithm>
#include <cstdio>

namespace syncline {

namespace {

std::string humanDuration(std::chrono::milliseconds length)
{
    if (length.count() % 1000 == 0)
        return std::to_string(length.count() / 1000) + " s";
    return std::to_string(length.count()) + " ms";
}

} // namespace

void RunControl::requestStop(StopReason reason, Error error)
{
    const std::lock_guard lock(m_mutex);
    if (m_reason.load() != StopReason::None)
        return;
    m_error = std::move(error);
    m_reason.store(reason, std::memory_order_release);
}

Error RunControl::stopError() const
{
    const std::lock_guard lock(m_mutex);
    Error error = m_error.value_or(Error(errc::internalError, "The run was stopped."));
    if (error.place.empty())
        error.place = m_place.data();
    return error;
}

void RunControl::noteStopPlace(const char *source, int line)
{
    const std::lock_guard lock(m_mutex);
    if (m_place[0] == '\0')
        std::snprintf(m_place.data(), m_place.size(), "%.180s:%d", source, line);
}

void RunControl::clearStop()
{
    const std::lock_guard lock(m_mutex);
    m_error.reset();
    m_place[0] = '\0';
    m_reason.store(StopReason::None);
    m_stop = std::stop_source();
}

void RunControl::pushLimit(SteadyTime deadline, std::chrono::milliseconds length, std::string code)
{
    const std::lock_guard lock(m_mutex);
    m_limits.push_back({deadline, length, std::move(code)});
    storeDeadline();
}

void RunControl::popLimit()
{
    const std::lock_guard lock(m_mutex);
    if (!m_limits.empty())
        m_limits.pop_back();
    storeDeadline();
}

void RunControl::storeDeadline()
{
    auto earliest = SteadyTime::max();
    for (const Limit &limit : m_limits)
        earliest = std::min(earliest, limit.deadline);
    m_deadline.store(earliest.time_since_epoch().count(), std::memory_order_release);
}

bool RunControl::checkDeadline(SteadyTime now)
{
    if (now < deadline())
        return stopDue();
    std::string code(errc::timeout);
    std::string length;
    {
        const std::lock_guard lock(m_mutex);
        const auto first =
            std::min_element(m_limits.begin(), m_limits.end(), [](const Limit &a, const Limit &b) {
                return a.deadline < b.deadline;
            });
        if (first == m_limits.end() || now < first->deadline)
            return m_reason.load() != StopReason::None;
        code = first->code;
        length = humanDuration(first->length);
    }
    const std::string_view sentence =
        code == errc::transactionTimeout
            ? "The transaction took longer than its limit of %1 and was rolled back; do slow work "
              "outside of it."
            : "The code ran longer than its limit of %1 and was stopped.";
    requestStop(StopReason::Timeout, Error(code, sentence, {length}));
    return true;
}

std::stop_token RunControl::stopToken() const
{
    const std::lock_guard lock(m_mutex);
    return m_stop.get_token();
}

void RunControl::abortWaits()
{
    std::stop_source source;
    {
        const std::lock_guard lock(m_mutex);
        source = m_stop;
    }
    source.request_stop();
}

} // namespace syncline
