#pragma once
class Probe
{
    void on_button_clicked();
};
