#pragma once

#include "ui/shell/UiContext.h"

#include <QStatusBar>

class QLabel;
class QPushButton;

namespace syncline::ui {

/** The bar at the bottom: what the engine does now, who waits, the last sync, problems. */
class StatusLine final : public QStatusBar
{
    Q_OBJECT

public:
    explicit StatusLine(QWidget *parent = nullptr);
    void setProject(const UiContext &context);

Q_SIGNALS:
    void problemsRequested();

private:
    void update();
    void loadLastSync();

    UiContext m_context;
    QLabel *m_doing;
    QLabel *m_lastSync;
    QPushButton *m_problems;
};

} // namespace syncline::ui
