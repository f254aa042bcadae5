// Loaded before a snippet: sends its HTTPS through practice, as the proxy of a company would.
import { useProxy } from './practice.mjs';

useProxy();
