#include "ui/base/TimeText.h"

#include "core/base/Time.h"
#include "ui/base/Text.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace syncline::ui {

QString editableTimeText(DateTime time)
{
    const QString seconds = timeText(time);
    const std::int64_t ms = ((time.ms % 1000) + 1000) % 1000;
    return ms == 0 ? seconds : seconds + u".%1"_s.arg(ms, 3, 10, QChar(u'0'));
}

std::optional<DateTime> readTime(const QString &text)
{
    QString local = text.trimmed();
    if (local.size() > 10 && local.at(10) == u'T')
        local[10] = u' ';
    for (const QString &format : {u"yyyy-MM-dd HH:mm:ss"_s, u"yyyy-MM-dd HH:mm:ss.zzz"_s,
                                  u"yyyy-MM-dd HH:mm"_s, u"yyyy-MM-dd"_s}) {
        const QDateTime read = QDateTime::fromString(local, format);
        if (read.isValid())
            return DateTime{read.toMSecsSinceEpoch()};
    }
    return iso::parseDateTime(fromQString(text.trimmed()));
}

} // namespace syncline::ui
