#include "ui/base/Text.h"

#include "core/base/TextSafe.h"
#include "core/base/Time.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <cmath>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

QString trText(const char *text, int count = -1)
{
    return QCoreApplication::translate("Text", text, nullptr, count);
}

} // namespace

QString toQString(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

std::string fromQString(const QString &text)
{
    return text.toStdString();
}

QString displayLine(std::string_view utf8, std::size_t maxChars)
{
    return toQString(text::displayLine(utf8, maxChars));
}

QString errorText(const Error &error)
{
    return displayLine(error.message(), 1000);
}

QString plainToolTip(const QString &text)
{
    if (text.isEmpty())
        return text;
    QString escaped = text.left(2000).toHtmlEscaped();
    escaped.replace(u'\n', u"<br>"_s);
    return u"<span>"_s + escaped + u"</span>"_s;
}

QString countText(std::int64_t count)
{
    return QLocale().toString(static_cast<qlonglong>(count));
}

QString estimateText(std::int64_t count, bool exact)
{
    return exact ? countText(count) : trText("about %1").arg(countText(count));
}

QString rateText(double perSecond)
{
    if (!(perSecond > 0))
        return {};
    if (perSecond >= 1000)
        return trText("%1 k/s").arg(
            QLocale().toString(perSecond / 1000, 'f', perSecond < 10000 ? 1 : 0));
    return trText("%1/s").arg(QLocale().toString(perSecond, 'f', perSecond < 10 ? 1 : 0));
}

QString durationText(std::int64_t ms)
{
    const std::int64_t seconds = ms / 1000;
    if (ms < 1000)
        return trText("%1 ms").arg(std::max<std::int64_t>(ms, 0));
    if (seconds < 60)
        return trText("%1 s").arg(
            QLocale().toString(static_cast<double>(ms) / 1000.0, 'f', seconds < 10 ? 1 : 0));
    if (seconds < 3600)
        return trText("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
    return trText("%1 h %2 min").arg(seconds / 3600).arg(seconds / 60 % 60);
}

QString timeText(DateTime time)
{
    return QDateTime::fromMSecsSinceEpoch(time.ms).toString(u"yyyy-MM-dd HH:mm:ss"_s);
}

QString shortTimeText(DateTime time, DateTime now)
{
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(time.ms);
    const bool isToday = local.date() == QDateTime::fromMSecsSinceEpoch(now.ms).date();
    return local.toString(isToday ? u"HH:mm:ss"_s : u"yyyy-MM-dd HH:mm"_s);
}

QString utcText(DateTime time)
{
    return QDateTime::fromMSecsSinceEpoch(time.ms, Qt::UTC).toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s) +
           u" UTC"_s;
}

QString agoText(DateTime time, DateTime now)
{
    const std::int64_t seconds = (now.ms - time.ms) / 1000;
    if (seconds < -60)
        return timeText(time);
    if (seconds < 45)
        return trText("just now");
    if (seconds < 3600)
        return trText("%1 min ago").arg((seconds + 30) / 60);
    if (seconds < 24 * 3600)
        return trText("%1 h ago").arg(seconds / 3600);
    return QDateTime::fromMSecsSinceEpoch(time.ms).toString(u"yyyy-MM-dd HH:mm"_s);
}

} // namespace syncline::ui
