#pragma once

#include <QObject>
#include <QString>

class QWidget;

namespace syncline::ui {

/** Lets one local file be dropped on a widget (and what is in it that takes no drops). */
class FileDrop final : public QObject
{
    Q_OBJECT

public:
    explicit FileDrop(QWidget *target);

    bool eventFilter(QObject *watched, QEvent *event) override;

Q_SIGNALS:
    void dropped(const QString &path);
};

} // namespace syncline::ui
