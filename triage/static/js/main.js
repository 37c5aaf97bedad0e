// Starts what the page has: keys, live changes, focus, relative times. Every page works without any of this.

import { startKeys } from "./keys.js";
import { startLive } from "./live.js";
import { startNotices } from "./notices.js";
import { startPalette } from "./palette.js";
import { startPanels } from "./panels.js";
import { startTimes } from "./times.js";
import { startTypeahead } from "./typeahead.js";

startKeys();
startPanels();
startNotices();
startTimes();
startTypeahead();
startPalette();
startLive();
