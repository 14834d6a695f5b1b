// Everything here is enhancement: each page, link and form also works without it.
import "./regions.js";
import "./events.js";
import "./parts.js";
import "./player.js";
import "./selection.js";
import "./chart.js";
import "./keys.js";
