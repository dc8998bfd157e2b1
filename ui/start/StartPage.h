#pragma once

#include "ui/shell/ProjectOpener.h"

#include <QWidget>

class QLabel;
class QFrame;
class QListWidget;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace syncline::ui {

class Settings;
class Banner;
class PageStateView;

/** What the window shows without a project: recent projects, templates, the sample shop, open a
 * folder. */
class StartPage final : public QWidget
{
    Q_OBJECT

public:
    StartPage(Settings *settings, std::vector<TemplateInfo> templates, QWidget *parent);

    /** While a project is being opened the page says so instead of taking clicks. Empty: done. */
    void setBusy(const QString &text);
    void showFailure(const Error &error);

Q_SIGNALS:
    void openRequested(const QString &folder);
    void openFolderRequested();
    void templateRequested(const QString &name);
    void sampleShopRequested();

private:
    [[nodiscard]] QWidget *buildRecent();
    [[nodiscard]] QWidget *buildBeginnings();
    [[nodiscard]] QPushButton *makeCard(const QString &icon, const QString &title,
                                        const QString &text, const QString &objectName);
    void fillRecent();
    void showRecentMenu(const QPoint &position);

    Settings *m_settings;
    const std::vector<TemplateInfo> m_templates;
    Banner *m_banner;
    QScrollArea *m_scroll;
    QWidget *m_content;
    QListWidget *m_recent;
    QFrame *m_recentBox = nullptr;
    QLabel *m_noRecent;
    PageStateView *m_busy;
};

} // namespace syncline::ui
